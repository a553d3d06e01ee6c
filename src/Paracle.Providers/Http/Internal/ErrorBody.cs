using System.Buffers;
using System.Text.Json;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// Reads from the body of a refusal the one thing that is both useful and safe to repeat: its code, such as
/// <c>context_length_exceeded</c>, which OpenAI and Anthropic put into <c>error.code</c> or <c>error.type</c>.
/// </summary>
internal static class ErrorBody
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxCodeLength = 64;

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    public static async Task<string?> ReadCodeAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
        try
        {
            var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var length = await body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes), MaxBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return Code(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ProviderException)
        {
            // The status alone tells enough; a body that is cut or no JSON must not hide it.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? Code(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? Safe(error, "code") ?? Safe(error, "type")
            : null;

    private static string? Safe(JsonElement error, string member) =>
        error.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= MaxCodeLength } code && !code.AsSpan().ContainsAnyExcept(CodeCharacters)
            ? code
            : null;
}
