// Nothing to call: the library is preloaded and answers ioctl(2) and realpath(3).
