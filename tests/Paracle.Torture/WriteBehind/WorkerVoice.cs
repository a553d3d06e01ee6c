namespace Paracle.Torture.WriteBehind;

/// <summary>Tells the parent, once, that a batch has taken effect.</summary>
internal sealed class WorkerVoice
{
    /// <summary>What it says.</summary>
    public const string Working = "working";

    private int _said;

    public void SayWorking()
    {
        if (Interlocked.Exchange(ref _said, 1) == 0)
        {
            Console.Out.WriteLine(Working);
        }
    }
}
