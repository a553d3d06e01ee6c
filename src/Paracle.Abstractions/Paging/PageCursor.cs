using System.Buffers.Text;
using System.Text;

namespace Paracle;

/// <summary>The text form of a keyset: base64url of the last item's key. Stores make and read it; callers pass it on unread.</summary>
public static class PageCursor
{
    // A character of UTF-16 takes at most 3 bytes of UTF-8, and 3 bytes take 4 characters of base64.
    private const int MaxLength = 4 * InputRules.MaxKeyLength;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes the cursor that continues after an item.</summary>
    /// <param name="key">The item's key in the listing's order: a key as <see cref="InputRules.RequireKey"/> has it.</param>
    /// <returns>The cursor.</returns>
    /// <exception cref="InvalidInputException">The key breaks a rule.</exception>
    public static string After(string key) => Base64Url.EncodeToString(Utf8.GetBytes(InputRules.RequireKey(key, "cursor key")));

    /// <summary>Reads the key back out of a cursor.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <returns>The key of the last item already seen.</returns>
    /// <exception cref="InvalidInputException">The text is no cursor of ours.</exception>
    public static string Read(string cursor)
    {
        try
        {
            return cursor.Length <= MaxLength ? InputRules.RequireKey(Utf8.GetString(Base64Url.DecodeFromChars(cursor)), "cursor") : throw Malformed(null);
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>The error for a cursor that is whole but holds no key of the listing it was given to; every store raises this one.</summary>
    /// <param name="cause">What reading the key failed with, or null.</param>
    /// <returns>The error.</returns>
    public static InvalidInputException Foreign(Exception? cause = null) =>
        new("cursor", "The cursor belongs to another listing. Pass the next cursor of the page before, or none.", cause);

    private static InvalidInputException Malformed(Exception? cause) =>
        new("cursor", "The cursor is malformed. Pass the next cursor of the page before, unchanged, or none.", cause);
}
