"""The HTTP door: parse, call the App, map the result."""
