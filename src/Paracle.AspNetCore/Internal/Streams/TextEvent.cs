namespace Paracle.AspNetCore.Internal.Streams;

internal sealed record TextEvent(string Text);
