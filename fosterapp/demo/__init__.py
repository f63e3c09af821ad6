"""The demo: the story of two lonely runts, and foster networks of any size around it."""
