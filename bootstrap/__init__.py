"""What `run.py` does before Anju's own code can run: standard library only, on Linux, macOS and Windows."""
