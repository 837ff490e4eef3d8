using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store.Outbox;

/// <summary>
/// A place in the outbox for who reads it at their own pace: the last event that they have, by its number and its id. Both together tell whether the event is
/// still there, is not any more, or never was in this store. Opaque to the reader, and checked when it comes back.
/// </summary>
/// <param name="Position">0 before the first event; then there is no id.</param>
public readonly record struct EventCursor(long Position, Guid Event)
{
    private const byte Version = 1;
    private const int Body = 1 + sizeof(long) + 16;
    private const int Check = 4;

    public static EventCursor Of(OutboxRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.EventId);
    }

    public override string ToString()
    {
        var bytes = new byte[Body + Check];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Position);
        Event.TryWriteBytes(bytes.AsSpan(1 + sizeof(long)), bigEndian: true, out _);
        SHA256.HashData(bytes.AsSpan(0, Body)).AsSpan(0, Check).CopyTo(bytes.AsSpan(Body));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False: it was not made here, or somebody changed or cut it.</returns>
    public static bool TryParse(string? text, out EventCursor cursor)
    {
        cursor = default;
        var bytes = new byte[Body + Check];
        if (text is null || text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromUtf8(Encoding.UTF8.GetBytes(text), bytes, out var length) || length != bytes.Length
            || bytes[0] != Version || !SHA256.HashData(bytes.AsSpan(0, Body)).AsSpan(0, Check).SequenceEqual(bytes.AsSpan(Body)))
        {
            return false;
        }

        cursor = new(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)), new Guid(bytes.AsSpan(1 + sizeof(long), 16), bigEndian: true));
        return cursor.Position >= 0;
    }
}

/// <summary>What has become of the event that a cursor names.</summary>
public enum CursorState
{
    /// <summary>It is there, and with it everything after it.</summary>
    Known,

    /// <summary>It is older than what is kept: what came after it may be gone as well.</summary>
    Erased,

    /// <summary>It never was in this store: the cursor is of another hub, or of this one before an older backup was restored.</summary>
    Foreign,
}
