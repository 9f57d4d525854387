"""From bytes to text to segments to ranked segments, pure."""
