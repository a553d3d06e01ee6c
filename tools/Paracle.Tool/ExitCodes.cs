namespace Paracle.Tool;

/// <summary>What the command says to a script.</summary>
internal static class ExitCodes
{
    /// <summary>It is done, or all is well.</summary>
    public const int Done = 0;

    /// <summary>The question was answered, and something is to be done.</summary>
    public const int Pending = 1;

    /// <summary>It could not be done; the message says why and what helps.</summary>
    public const int Failed = 2;
}
