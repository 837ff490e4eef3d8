namespace IntegrationHub.Simulators.World;

// SplitMix64. Integers only: the same world must come out of every runtime, machine and processor,
// which System.Random and the transcendental functions of Math do not promise.
public struct DemoRandom(ulong state)
{
    private ulong _state = state;

    public static DemoRandom For(ulong seed, ulong a, ulong b = 0, ulong c = 0) =>
        new(Mix(Mix(Mix(Mix(seed) ^ a) ^ b) ^ c));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Finish(_state);
    }

    /// <summary>Uniform in [0, bound).</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    public int Between(int low, int highInclusive) => low + Below(highInclusive - low + 1);

    /// <summary>True in this many cases of a thousand.</summary>
    public bool Permille(int cases) => Below(1000) < cases;

    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }

    private static ulong Mix(ulong value) => Finish(value + 0x9E3779B97F4A7C15UL);

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
