// Preloaded by tests, before libumockdev-preload: lets a pseudo-terminal pass for a serial port.
//
// A pseudo-terminal answers the four modem-line requests with ENOTTY, and libserialport refuses
// such a port. This shim keeps the lines in a variable and hands every other request on.
#define _GNU_SOURCE
#include "CTtyShim.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int modem_lines = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;

int ioctl(int descriptor, unsigned long request, ...) {
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);

    if (request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS ||
        request == TIOCMBIC) {
        if (!isatty(descriptor)) {
            errno = ENOTTY;
            return -1;
        }
        int *lines = argument;
        switch (request) {
        case TIOCMGET: *lines = modem_lines; break;
        case TIOCMSET: modem_lines = *lines; break;
        case TIOCMBIS: modem_lines |= *lines; break;
        case TIOCMBIC: modem_lines &= ~*lines; break;
        }
        return 0;
    }

    static int (*next)(int, unsigned long, ...);
    if (!next) {
        next = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    }
    return next(descriptor, request, argument);
}
