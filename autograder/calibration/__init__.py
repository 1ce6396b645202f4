"""Measure what accuracy checks must reach: right answers and known mistakes, run many times, and a threshold between
them."""
