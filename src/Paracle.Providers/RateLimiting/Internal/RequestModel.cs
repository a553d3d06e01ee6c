using System.Text.Json;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>Reads back from a request which model it asked for: the top member <c>model</c> of its JSON.</summary>
internal static class RequestModel
{
    public static async ValueTask<string?> ReadAsync(HttpContent? content)
    {
        if (content is null)
        {
            return null;
        }

        try
        {
            return Find(await content.ReadAsByteArrayAsync().ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or HttpRequestException)
        {
            // A body that is no JSON, or can be read only once, tells nothing; the call itself must not suffer from it.
            return null;
        }
    }

    private static string? Find(byte[] body)
    {
        var json = new Utf8JsonReader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = json.ValueTextEquals("model"u8);
            json.Read();
            if (isModel)
            {
                return json.TokenType == JsonTokenType.String ? json.GetString() : null;
            }

            json.Skip();
        }

        return null;
    }
}
