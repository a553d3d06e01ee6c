namespace Paracle;

/// <summary>How grave a finding is.</summary>
public enum StoreFindingSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Works, but will cost speed or safety.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}
