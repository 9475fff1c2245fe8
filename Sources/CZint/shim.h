#include <zint.h>

/* Swift sees `encoded_data[200][144]` as a tuple of 28,800 members, over which its compiler takes
   minutes: the structure is touched in C only. */

static inline void czint_set(struct zint_symbol *symbol, int symbology, int input_mode, int option_1)
{
    symbol->symbology = symbology;
    symbol->input_mode = input_mode;
    symbol->option_1 = option_1;
}

static inline int czint_width(const struct zint_symbol *symbol) { return symbol->width; }
static inline int czint_rows(const struct zint_symbol *symbol) { return symbol->rows; }
static inline const char *czint_error(const struct zint_symbol *symbol) { return symbol->errtxt; }

static inline int czint_module(const struct zint_symbol *symbol, int x, int y)
{
    return (symbol->encoded_data[y][x >> 3] >> (x & 7)) & 1;
}
