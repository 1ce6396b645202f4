"""The statements of a notebook or a script: how they read as Python, what each binds, and which an answer needs.

The kernel's side and the sandbox's side both take a notebook apart here, so that both grade the same. Nothing is run.
"""
