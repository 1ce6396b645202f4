"""Prove that every exercise is fair: known submissions get what they must, and nothing else earns anything."""
