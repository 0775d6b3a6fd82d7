"""Models outside this process, through LiteLLM."""
