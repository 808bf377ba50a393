// Options of MemorySanitizer for test programs. Compiled in, because the build runs them too, to
// list their cases. The reason for the option is in tests/CMakeLists.txt.
extern "C" const char* __msan_default_options();
extern "C" const char* __msan_default_options() { return "poison_in_malloc=0:poison_in_free=0"; }
