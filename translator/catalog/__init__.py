"""The subject knowledge as data: strict models, and the YAML files that fill them."""
