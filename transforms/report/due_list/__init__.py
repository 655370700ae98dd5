"""Due lists for the tax bureau (应缴清单): numbered, whole before the campaign starts, then changes only."""
