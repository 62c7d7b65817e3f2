"""Everything that meets the outside: command line, exports, pages and feeds."""
