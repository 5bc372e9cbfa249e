"""Charts people would rather look at: process control, funnels, drawn as SVG."""
