namespace Paracle;

/// <summary>What a grant allows. The numbers are stored: they never change.</summary>
public enum GrantAction
{
    /// <summary>Run an agent.</summary>
    Run = 0,

    /// <summary>Let an agent call a tool on the subject's behalf.</summary>
    Call = 1,

    /// <summary>Read an agent's spec and executions.</summary>
    Read = 2,

    /// <summary>Save and delete an agent.</summary>
    Manage = 3,
}
