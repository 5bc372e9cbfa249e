"""What practitioners say beside their agency's self-assessment, without names."""
