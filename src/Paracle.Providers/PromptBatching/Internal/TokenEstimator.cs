namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Tokens out of UTF-8 bytes: a quarter of them at first, then as the provider's reports say.</summary>
internal sealed class TokenEstimator
{
    private const double Weight = 0.2; // of the latest report

    private double _tokensPerByte = 0.25;

    public long Tokens(long bytes) => (long)Math.Ceiling(bytes * Volatile.Read(ref _tokensPerByte));

    /// <summary>Takes in what a provider reported for a request. Two reports at once may lose one, which does no harm.</summary>
    public void Calibrate(long bytes, long? tokens)
    {
        if (bytes <= 0 || tokens is not > 0)
        {
            return;
        }

        // No tokenizer makes more tokens than bytes; a report beyond is of something else.
        var reported = Math.Min((double)tokens.Value / bytes, 1);
        var known = Volatile.Read(ref _tokensPerByte);
        Volatile.Write(ref _tokensPerByte, known + (Weight * (reported - known)));
    }
}
