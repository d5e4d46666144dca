"""The ports over DynamoDB: one module a table, each saying how its items look.

Requests are written with PynamoDB's expressions. Its models are not used: every model class makes a botocore session
and a client of its own (50 ms each at a cold start, and a session step uses eight tables), its `TransactWrite` reorders
the items of a transaction (ours begins with the lease), and it drops the item that a refused condition returns (our
refusals name the holder).
"""
