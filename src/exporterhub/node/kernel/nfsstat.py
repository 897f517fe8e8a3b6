"""``/proc/net/rpc/nfs`` and ``nfsd``: numbers in the order in which the kernel's sources name the procedures."""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.node.text import words

__all__ = ["CLIENT_4", "SERVER_4", "VERSION_2", "VERSION_3", "numbers", "procedures"]

# RFC 1094
VERSION_2 = words(
    "Null GetAttr SetAttr Root Lookup ReadLink Read WrCache Write Create Remove Rename Link SymLink MkDir"
    " RmDir ReadDir FsStat"
)
# RFC 1813
VERSION_3 = words(
    "Null GetAttr SetAttr Lookup Access ReadLink Read Write Create MkDir SymLink MkNod Remove RmDir"
    " Rename Link ReadDir ReadDirPlus FsStat FsInfo PathConf Commit"
)
# linux/nfs4.h, NFSPROC4_CLNT_*
CLIENT_4 = words(
    "Null Read Write Commit Open OpenConfirm OpenNoattr OpenDowngrade Close Setattr FsInfo Renew"
    " SetClientID SetClientIDConfirm Lock Lockt Locku Access Getattr Lookup LookupRoot Remove Rename Link"
    " Symlink Create Pathconf StatFs ReadLink ReadDir ServerCaps DelegReturn GetACL SetACL FsLocations"
    " ReleaseLockowner Secinfo FsidPresent ExchangeID CreateSession DestroySession Sequence GetLeaseTime"
    " ReclaimComplete GetDeviceInfo LayoutGet LayoutCommit LayoutReturn SecinfoNoName TestStateID"
    " FreeStateID GetDeviceList BindConnToSession DestroyClientID Seek Allocate DeAllocate LayoutStats"
    " Clone"
)
# linux/nfs4.h, enum nfs_opnum4: the numbers 0 to 39
SERVER_4 = words(
    "Op0Unused Op1Unused Op2Future Access Close Commit Create DelegPurge DelegReturn GetAttr GetFH Link"
    " Lock Lockt Locku Lookup LookupRoot Nverify Open OpenAttr OpenConfirm OpenDgrd PutFH PutPubFH"
    " PutRootFH Read ReadDir ReadLink Remove Rename Renew RestoreFH SaveFH SecInfo SetAttr SetClientID"
    " SetClientIDConfirm Verify Write RelLockOwner"
)


def numbers(data: bytes) -> dict[str, list[bytes]]:
    """The numbers of each line, by the word it begins with."""
    return {words[0].decode(): words[1:] for line in data.split(b"\n") if (words := line.split())}


def procedures(line: Sequence[bytes], names: Sequence[str]) -> list[bytes]:
    """The count of each of ``names``. The first number says how many follow; older kernels have fewer: 0 then."""
    counts = list(line[1 : len(names) + 1])
    return counts + [b"0"] * (len(names) - len(counts))
