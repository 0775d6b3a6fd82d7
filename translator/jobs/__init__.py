"""Batches: thousands of tickets translated by workers that may die at any moment."""
