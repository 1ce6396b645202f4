"""The exercises as content: where they lie, what each asks for, and the stub made from its solution."""
