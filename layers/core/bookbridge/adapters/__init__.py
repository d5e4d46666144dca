"""The ports over AWS, and over the network. Clients are made when first used: importing costs little."""
