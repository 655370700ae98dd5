"""Speed and memory of due lists."""
