"""Batches in SQL: what people see of them, and what workers take from them."""
