"""The learning library: findings of reviews whose learning is shared or published."""
