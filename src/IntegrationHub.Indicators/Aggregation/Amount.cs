namespace IntegrationHub.Indicators.Aggregation;

/// <summary>A count or sum of money. Amounts are added and scaled by whole numbers; the only way to divide them is to form a ratio, last.</summary>
public readonly record struct Amount(decimal Value)
{
    public static Amount Zero { get; } = new(0);

    public static Amount operator +(Amount left, Amount right) => new(left.Value + right.Value);

    public static Amount operator -(Amount left, Amount right) => new(left.Value - right.Value);

    public static Amount operator *(long factor, Amount amount) => new(factor * amount.Value);

    public Ratio Over(Amount denominator) => Ratio.Of(Value, denominator.Value);
}
