"""The story of a sync, told against the running local stack by what an application and a bookkeeper would do."""
