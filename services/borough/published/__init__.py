"""What anybody may read of a borough's arrangements, without signing in."""
