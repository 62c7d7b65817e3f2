"""The service as a process: its HTTP server, and the worker beside it."""
