"""What keeps a submission inside its sandbox on Linux: Landlock, seccomp, limits, namespaces.

Everything here is applied by a process to itself, with system calls through ctypes, before it runs any code of a
student. Nothing here imports the rest of the package.
"""
