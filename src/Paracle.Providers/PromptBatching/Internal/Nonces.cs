using System.Buffers.Text;
using System.Security.Cryptography;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Names that no prompt can foresee.</summary>
internal static class Nonces
{
    private const int Bytes = 9; // 12 letters

    public static string Random()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
