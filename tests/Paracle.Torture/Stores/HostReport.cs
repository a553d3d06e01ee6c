namespace Paracle.Torture.Stores;

/// <summary>A host's voice: when <see cref="Say"/> returns, the line is the operating system's and outlives the process.</summary>
internal sealed class HostReport(Stream output)
{
    private readonly Lock _lock = new();

    public void Say(string word, params object[] facts)
    {
        var line = System.Text.Encoding.UTF8.GetBytes($"{string.Join(' ', facts.Prepend(word)).ReplaceLineEndings(" ")} {HostWord.End}\n");
        lock (_lock)
        {
            output.Write(line);
            output.Flush();
        }
    }
}
