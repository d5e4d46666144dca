"""Where the world comes in: Lambda events, HTTP requests and commands, each translated into one use case."""
