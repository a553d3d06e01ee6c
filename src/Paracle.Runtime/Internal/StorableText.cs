using System.Text;

namespace Paracle.Runtime.Internal;

/// <summary>Makes text from outside storable: a model may say NUL or half a surrogate pair, and the run must still be stored.</summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    public static string Clean(string text)
    {
        var dirty = IndexOfUnstorable(text, 0);
        if (dirty < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (; dirty >= 0; dirty = IndexOfUnstorable(text, dirty + 1))
        {
            clean[dirty] = Replacement;
        }

        return clean.ToString();
    }

    /// <summary>The first characters of a text, without cutting a surrogate pair in two.</summary>
    public static string Start(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private static int IndexOfUnstorable(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return i;
            }

            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
