"""The matters that people look at first, made through the real actions at past moments."""
