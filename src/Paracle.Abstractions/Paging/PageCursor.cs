using System.Buffers.Text;
using System.Text;

namespace Paracle;

/// <summary>The text form of a keyset: base64url of the last item's key. Stores make and read it; callers pass it on unread.</summary>
public static class PageCursor
{
    /// <summary>Makes the cursor that continues after an item.</summary>
    /// <param name="key">The item's key in the listing's order.</param>
    /// <returns>The cursor.</returns>
    public static string After(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads the key back out of a cursor.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <returns>The key of the last item already seen.</returns>
    /// <exception cref="InvalidInputException">The text is no cursor of ours.</exception>
    public static string Read(string cursor)
    {
        if (cursor.Length <= 2 * InputRules.MaxKeyLength && Base64Url.IsValid(cursor))
        {
            var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (key.Length > 0 && !key.Contains('\uFFFD', StringComparison.Ordinal) && !key.Contains('\0', StringComparison.Ordinal))
            {
                return key;
            }
        }

        throw new InvalidInputException("cursor", "The cursor is malformed. Pass the next cursor of the page before, unchanged, or none.");
    }
}
