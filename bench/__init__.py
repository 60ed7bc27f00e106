"""Benchmarks of the real server over HTTP. `make bench`, or `make bench SIZE=1000` for a quick look."""
