"""Past incidents: readers of other tools' exports, embeddings, keyword and vector search."""
