"""What the simulators of all packages have in common.

The seam (``handle``), time, counted calls, faults on demand, tokens, signed posts, the
control API and the server. It knows nothing of any package.
"""
