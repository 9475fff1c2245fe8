// Preloaded by tests, before libumockdev-preload: lets a pseudo-terminal pass for a serial port.
//
// A pseudo-terminal answers the four modem-line requests with ENOTTY, and libserialport refuses
// such a port. This shim keeps the lines in a variable and hands every other request on.
//
// A mocked port is a link to a pseudo-terminal outside of the mocked folder. libumockdev 0.17 cuts
// the folder's length off whatever realpath(3) gives, so it reads and writes beyond the end of a
// short name such as /dev/pts/7. Here a mocked port is its own real path, as a real port's node is.
#define _GNU_SOURCE
#include "CTtyShim.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

// Follows links below the mocked folder; true with the last one's name where it leads out of it.
static bool is_mocked_port(const char *path, char name[static PATH_MAX]) {
    enum { links_max = 40 };
    const char *folder = getenv("UMOCKDEV_DIR");
    char mocked[PATH_MAX], target[PATH_MAX];
    if (!folder || !path || strncmp(path, "/dev/", 5) != 0 || strlen(path) >= PATH_MAX) {
        return false;
    }
    strcpy(name, path);
    for (int links = 0; links < links_max; links++) {
        int length = snprintf(mocked, sizeof mocked, "%s%s", folder, name);
        if (length < 0 || (size_t)length >= sizeof mocked) return false;
        ssize_t count = readlink(mocked, target, sizeof target - 1);
        // What is no link at all stays below the folder.
        if (count < 0) return false;
        target[count] = 0;
        if (target[0] == '/') {
            length = snprintf(mocked, sizeof mocked, "%s%s", folder, target);
            if (length < 0 || (size_t)length >= sizeof mocked) return false;
            if (access(mocked, F_OK) != 0) return true;
            strcpy(name, target);
        } else {
            char *end = strrchr(name, '/') + 1;
            if ((size_t)(end - name) + (size_t)count >= PATH_MAX) return false;
            strcpy(end, target);
        }
    }
    return false;
}

typedef char *resolver(const char *, char *);

char *realpath(const char *path, char *resolved) {
    static resolver *next;
    if (!next) next = (resolver *)dlsym(RTLD_NEXT, "realpath");
    int before = errno;
    char name[PATH_MAX], folder[PATH_MAX];
    if (!is_mocked_port(path, name)) {
        errno = before;
        return next(path, resolved);
    }
    // The folder of a node is a folder, which libumockdev gets right.
    char *slash = strrchr(name, '/');
    *slash = 0;
    if (!next(name, folder)) return NULL;
    if (strlen(folder) + strlen(slash + 1) + 2 > PATH_MAX) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    char *result = resolved ? resolved : malloc(PATH_MAX);
    if (!result) return NULL;
    strcpy(result, folder);
    strcat(result, "/");
    strcat(result, slash + 1);
    errno = before;
    return result;
}

// The same for programs that were built with _FORTIFY_SOURCE, and by its GNU name.
char *__realpath_chk(const char *path, char *resolved, size_t size) {
    if (resolved && size < PATH_MAX) abort();
    return realpath(path, resolved);
}

char *canonicalize_file_name(const char *path) { return realpath(path, NULL); }
