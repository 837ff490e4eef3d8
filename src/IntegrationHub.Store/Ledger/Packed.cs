using System.Text;

namespace IntegrationHub.Store.Ledger;

internal ref struct PackedWriter(int capacity)
{
    private byte[] buffer = new byte[Math.Max(capacity, 16)];
    private int length;

    public void Unsigned(ulong value)
    {
        Grow(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Interval(int metric, int scope, int from, int to)
    {
        Unsigned((ulong)metric);
        Unsigned((ulong)scope);
        Unsigned((ulong)from);
        Unsigned((ulong)(to - from));
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Null and empty differ: the length is written plus one.</summary>
    public void Bytes(byte[]? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        Unsigned((ulong)value.Length + 1);
        Grow(value.Length);
        value.CopyTo(buffer, length);
        length += value.Length;
    }

    public readonly byte[] ToArray() => buffer[..length];

    private void Grow(int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
        }
    }
}

internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public ulong Unsigned()
    {
        ulong value = 0;
        var i = 0;
        for (var shift = 0; ; shift += 7, i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << shift;
            if (rest[i] < 0x80)
            {
                break;
            }
        }

        rest = rest[(i + 1)..];
        return value;
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public (int Metric, int Scope, int From, int To) Interval()
    {
        var metric = (int)Unsigned();
        var scope = (int)Unsigned();
        var from = (int)Unsigned();
        return (metric, scope, from, from + (int)Unsigned());
    }

    public string Text() => Encoding.UTF8.GetString(Bytes() ?? []);

    public byte[]? Bytes()
    {
        var length = (int)Unsigned();
        if (length == 0)
        {
            return null;
        }

        var value = rest[..(length - 1)].ToArray();
        rest = rest[(length - 1)..];
        return value;
    }
}
