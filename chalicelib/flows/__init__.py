"""What happens, in the order of the protocol; effects only through `deps`."""
