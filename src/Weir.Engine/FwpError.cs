namespace Weir.Engine;

/// <summary>
/// Why a call was refused, with WFP's <c>FWP_E_*</c> codes (fwptypes.h, "WFP Error Codes"); a name here is WFP's without prefix and underscores.
/// The first two are Windows' own, which WFP's calls return as well, here as <c>HRESULT_FROM_WIN32</c> makes them.
/// </summary>
public enum FwpError : uint
{
    /// <summary>The session's caller has no right to do this (<c>ERROR_ACCESS_DENIED</c>).</summary>
    AccessDenied = 0x80070005,

    /// <summary>A security descriptor makes no sense (<c>ERROR_INVALID_SECURITY_DESCR</c>).</summary>
    InvalidSecurityDescriptor = 0x8007053A,

    /// <summary>No callout has this key or id, or a filter with a callout action names none.</summary>
    CalloutNotFound = 0x80320001,

    /// <summary>A condition names a field that the layer does not have, or that never has a value in this kernel-mode engine.</summary>
    ConditionNotFound = 0x80320002,

    /// <summary>No filter has this id or key.</summary>
    FilterNotFound = 0x80320003,

    /// <summary>No layer has this id.</summary>
    LayerNotFound = 0x80320004,

    /// <summary>No provider has this key.</summary>
    ProviderNotFound = 0x80320005,

    /// <summary>No provider context has this key or id.</summary>
    ProviderContextNotFound = 0x80320006,

    /// <summary>No sublayer has this key.</summary>
    SublayerNotFound = 0x80320007,

    /// <summary>IPsec and others: an object without a kind of its own is unknown. Never returned by this engine, whose handles are objects.</summary>
    NotFound = 0x80320008,

    /// <summary>The key is taken by another object of the same kind.</summary>
    AlreadyExists = 0x80320009,

    /// <summary>The object is referenced by another one and cannot be deleted yet.</summary>
    InUse = 0x8032000A,

    /// <summary>A dynamic session may only delete its own dynamic objects.</summary>
    DynamicSessionInProgress = 0x8032000B,

    /// <summary>The object belongs to another dynamic session.</summary>
    WrongSession = 0x8032000C,

    /// <summary>The transaction to commit or abort has already ended.</summary>
    NoTxnInProgress = 0x8032000D,

    /// <summary>The session already has a transaction.</summary>
    TxnInProgress = 0x8032000E,

    /// <summary>The transaction held the write lock for too long and was aborted.</summary>
    TxnAborted = 0x8032000F,

    /// <summary>The session died with its engine.</summary>
    SessionAborted = 0x80320010,

    /// <summary>A change was asked for in a read-only transaction.</summary>
    IncompatibleTxn = 0x80320011,

    /// <summary>The engine's write lock was not free within the session's waiting time.</summary>
    Timeout = 0x80320012,

    /// <summary>Net events are neither enumerated nor subscribed to while none are collected.</summary>
    NetEventsDisabled = 0x80320013,

    /// <summary>The layer cannot do what was asked for: the kernel-mode engine classifies no traffic there.</summary>
    IncompatibleLayer = 0x80320014,

    /// <summary>The call is for kernel-mode clients. Never returned by this engine: every call is for every client.</summary>
    KmClientsOnly = 0x80320015,

    /// <summary>The object would outlive another one that it refers to.</summary>
    LifetimeMismatch = 0x80320016,

    /// <summary>Built-in objects cannot be deleted.</summary>
    BuiltinObject = 0x80320017,

    /// <summary>There are as many callouts as there may be.</summary>
    TooManyCallouts = 0x80320018,

    /// <summary>A subscriber was told too late: notifications were dropped because its queue was full.</summary>
    NotificationDropped = 0x80320019,

    /// <summary>IPsec: traffic does not fit the security association. Never returned by this engine.</summary>
    TrafficMismatch = 0x8032001A,

    /// <summary>IPsec: the security association is in another state. Never returned by this engine.</summary>
    IncompatibleSaState = 0x8032001B,

    /// <summary>A required pointer is null. Never returned by this engine, which throws <see cref="ArgumentNullException"/>.</summary>
    NullPointer = 0x8032001C,

    /// <summary>An enumeration value is not one of the defined ones.</summary>
    InvalidEnumerator = 0x8032001D,

    /// <summary>An unknown flag is set, or one that does not go with the rest.</summary>
    InvalidFlags = 0x8032001E,

    /// <summary>An IPv4 mask has holes, or an IPv6 prefix is longer than 128.</summary>
    InvalidNetMask = 0x8032001F,

    /// <summary>The ends of a range differ in type or are in the wrong order.</summary>
    InvalidRange = 0x80320020,

    /// <summary>A time interval starts after its end.</summary>
    InvalidInterval = 0x80320021,

    /// <summary>A list that must say something has nothing in it.</summary>
    ZeroLengthArray = 0x80320022,

    /// <summary>The object has no name.</summary>
    NullDisplayName = 0x80320023,

    /// <summary>The action is none of a filter, or does not go with the callout that the filter names.</summary>
    InvalidActionType = 0x80320024,

    /// <summary>A weight range is above 15.</summary>
    InvalidWeight = 0x80320025,

    /// <summary>The match type does not work with the type of the condition's value.</summary>
    MatchTypeMismatch = 0x80320026,

    /// <summary>The condition's value has another type than the field.</summary>
    TypeMismatch = 0x80320027,

    /// <summary>A number is outside the range that it may be in.</summary>
    OutOfBounds = 0x80320028,

    /// <summary>A reserved field is not zero. Never returned by this engine, which has no reserved fields.</summary>
    Reserved = 0x80320029,

    /// <summary>A field is tested again after conditions on other fields.</summary>
    DuplicateCondition = 0x8032002A,

    /// <summary>IPsec: a keying module is named twice. Never returned by this engine.</summary>
    DuplicateKeymod = 0x8032002B,

    /// <summary>The filter's callout is for another layer.</summary>
    ActionIncompatibleWithLayer = 0x8032002C,

    /// <summary>The action is not for the sublayer. Never returned by this engine, whose sublayers take every action.</summary>
    ActionIncompatibleWithSublayer = 0x8032002D,

    /// <summary>The provider context holds classify options, and the layer authorises no flows.</summary>
    ContextIncompatibleWithLayer = 0x8032002E,

    /// <summary>The filter names a provider context, and its callout uses none.</summary>
    ContextIncompatibleWithCallout = 0x8032002F,

    /// <summary>IPsec: the authentication method does not go with the keying module. Never returned by this engine.</summary>
    IncompatibleAuthMethod = 0x80320030,

    /// <summary>IPsec: the Diffie-Hellman group does not go with the keying module. Never returned by this engine.</summary>
    IncompatibleDhGroup = 0x80320031,

    /// <summary>IPsec: the keying module has no extended mode. Never returned by this engine.</summary>
    EmNotSupported = 0x80320032,

    /// <summary>A subscription or a template would never match anything.</summary>
    NeverMatch = 0x80320033,

    /// <summary>The provider context is of another type than the callout wants.</summary>
    ProviderContextMismatch = 0x80320034,

    /// <summary>Another argument is not acceptable, for example a name with control characters.</summary>
    InvalidParameter = 0x80320035,

    /// <summary>There are as many sublayers as there are weights.</summary>
    TooManySublayers = 0x80320036,

    /// <summary>The callout refused the filter, or failed when it was told of it.</summary>
    CalloutNotificationFailed = 0x80320037,

    /// <summary>IPsec: the authentication transform makes no sense. Never returned by this engine.</summary>
    InvalidAuthTransform = 0x80320038,

    /// <summary>IPsec: the cipher transform makes no sense. Never returned by this engine.</summary>
    InvalidCipherTransform = 0x80320039,

    /// <summary>IPsec: the cipher transform does not go with the rest. Never returned by this engine.</summary>
    IncompatibleCipherTransform = 0x8032003A,

    /// <summary>IPsec: the transforms do not go together. Never returned by this engine.</summary>
    InvalidTransformCombination = 0x8032003B,

    /// <summary>IPsec: an authentication method is named twice. Never returned by this engine.</summary>
    DuplicateAuthMethod = 0x8032003C,

    /// <summary>IPsec: a tunnel endpoint makes no sense. Never returned by this engine.</summary>
    InvalidTunnelEndpoint = 0x8032003D,

    /// <summary>Windows: the driver of the layers of frames is not ready. Never returned by this engine.</summary>
    L2DriverNotReady = 0x8032003E,

    /// <summary>IPsec: somebody gives the keys already. Never returned by this engine.</summary>
    KeyDictatorAlreadyRegistered = 0x8032003F,

    /// <summary>IPsec: the keys that were given make no sense. Never returned by this engine.</summary>
    KeyDictationInvalidKeyingMaterial = 0x80320040,

    /// <summary>IPsec: connections are not monitored. Never returned by this engine, which has none.</summary>
    ConnectionsDisabled = 0x80320041,

    /// <summary>IPsec: a DNS name makes no sense. Never returned by this engine.</summary>
    InvalidDnsName = 0x80320042,

    /// <summary>IPsec: monitoring cannot be switched off while it is in use. Never returned by this engine, which does not switch it on.</summary>
    StillOn = 0x80320043,

    /// <summary>IPsec: the keying service does not run. Never returned by this engine.</summary>
    IkeextNotRunning = 0x80320044,

    /// <summary>Windows: a packet is dropped without an ICMP error. Never returned by this engine, whose callouts absorb packets.</summary>
    DropNoicmp = 0x80320104,
}
