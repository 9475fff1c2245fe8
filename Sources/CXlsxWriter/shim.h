#include <xlsxwriter.h>

/* The structures below hold pointers to text that only has to live during the call: they are filled
   in C, so that Swift passes plain strings. */

static inline lxw_error cxlsx_choices(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last,
    lxw_col_t column, const char *range, const char *title, const char *message)
{
    lxw_data_validation rule = {0};
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = (char *)range;
    rule.error_title = (char *)title;
    rule.error_message = (char *)message;
    return worksheet_data_validation_range(sheet, first, column, last, column, &rule);
}

static inline lxw_error cxlsx_at_least(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last,
    lxw_col_t column, int whole, double least, const char *title, const char *message)
{
    lxw_data_validation rule = {0};
    rule.validate = whole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    rule.value_number = least;
    rule.error_title = (char *)title;
    rule.error_message = (char *)message;
    return worksheet_data_validation_range(sheet, first, column, last, column, &rule);
}

static inline lxw_error cxlsx_days(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last,
    lxw_col_t column, const char *title, const char *message)
{
    lxw_data_validation rule = {0};
    rule.validate = LXW_VALIDATION_TYPE_DATE;
    rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    rule.value_datetime.year = 1901;
    rule.value_datetime.month = 1;
    rule.value_datetime.day = 1;
    rule.error_title = (char *)title;
    rule.error_message = (char *)message;
    return worksheet_data_validation_range(sheet, first, column, last, column, &rule);
}

static inline lxw_error cxlsx_note(
    lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, double height)
{
    lxw_comment_options options = {0};
    options.author = "";
    options.width = 260;
    options.height = height;
    return worksheet_write_comment_opt(sheet, row, column, text, &options);
}
